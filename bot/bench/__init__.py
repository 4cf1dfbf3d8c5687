"""What can be measured again by anyone: `tuoyu bench understanding`, `tuoyu bench conversation`."""
