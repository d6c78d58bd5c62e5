"""``python -m meshctl``: the same as the `meshctl` command."""

from meshctl.cli import main

if __name__ == "__main__":
    main()
