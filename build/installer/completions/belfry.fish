complete -c belfry -f
complete -c belfry -l profile -x -a '(__fish_complete_directories)' -d 'Store all data in this folder'
complete -c belfry -l hidden -d 'Start in the tray, without the window'
complete -c belfry -l help -d 'Print this help and exit'
complete -c belfry -l version -d 'Print the version and exit'
