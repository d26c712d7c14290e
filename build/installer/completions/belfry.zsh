#compdef belfry
_arguments \
  '--profile=[keep all state in this folder]:folder:_files -/' \
  '--hidden[start in the tray, without the window]' \
  '(- *)--help[print a short help and exit]' \
  '(- *)--version[print the version and exit]'
