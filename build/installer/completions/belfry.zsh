#compdef belfry
_arguments \
  '--profile=[store all data in this folder]:folder:_files -/' \
  '--hidden[start in the tray, without the window]' \
  '(- *)--help[print this help and exit]' \
  '(- *)--version[print the version and exit]'
