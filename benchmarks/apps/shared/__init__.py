"""Views, table, template and settings that all contenders share."""
