complete -c belfry -f
complete -c belfry -l profile -x -a '(__fish_complete_directories)' -d 'Store all data in this folder'
complete -c belfry -l hidden -d 'Start in the tray, without the window'
complete -c belfry -l toggle -d 'Show or hide the window of the Belfry that runs'
complete -c belfry -l newest -d 'Show its newest notification'
complete -c belfry -l pause -d 'Pause its notifications for an hour, or end the pause'
complete -c belfry -l palette -d 'Show its command palette'
complete -c belfry -l help -d 'Print this help and exit'
complete -c belfry -l version -d 'Print the version and exit'
