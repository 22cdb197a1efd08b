"""The actions of the window, one record each; menus, buttons and shortcuts are made from them."""
