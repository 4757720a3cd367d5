"""What a reviewer throws out: the faults that sink a letter, looked for before it is made final."""
