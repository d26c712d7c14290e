#compdef belfry
_arguments \
  '--profile=[store all data in this folder]:folder:_files -/' \
  '--hidden[start in the tray, without the window]' \
  '--toggle[show or hide the window of the Belfry that runs]' \
  '--newest[show its newest notification]' \
  '--pause[pause its notifications for an hour, or end the pause]' \
  '--palette[show its command palette]' \
  '(- *)--help[print this help and exit]' \
  '(- *)--version[print the version and exit]'
