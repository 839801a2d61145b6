

def test_nothing_that_computes_is_loaded():
    heavy = ("pandas", "numpy", "altair", "great_expectations", "jinja2")
    code = f"import sys, corridor.explaining.looking_up; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
