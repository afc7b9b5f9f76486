"""The gate between computed figures and everything a reader can see."""
