"""Does `check` refuse every wrong answer? Each exercise's solution is changed mechanically, and every change is tried."""
