"""The table of actions, from which menus, buttons, shortcuts and the list of keys are made."""
