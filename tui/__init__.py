"""The screens (Textual): one module a screen, one module a widget; they decide nothing."""
