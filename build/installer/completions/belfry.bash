# bash completion for belfry
_belfry() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  # Bash treats the = of `--profile=DIR` as a separate word.
  if [[ $current == '=' ]]; then
    current=
  elif [[ $previous == '=' ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if [[ $previous == --profile || ${COMP_WORDS[COMP_CWORD]} == '=' ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$current")
    return
  fi
  mapfile -t COMPREPLY < <(compgen -W '--profile= --hidden --toggle --newest --pause --palette --help --version' -- "$current")
  [[ ${COMPREPLY[*]} != --profile= ]] || compopt -o nospace 2>/dev/null
}
complete -F _belfry belfry
