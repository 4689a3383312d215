"""What readers say, and how moderators decide it by the posted policy."""
