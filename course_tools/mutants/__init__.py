"""Does `check` refuse every wrong answer? Each solution is changed mechanically, and every change is tried."""
