# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts share variables: see `lasso`, which loads them
# From a bare machine to a first sandbox. The first part (machine, engine, image, build) is here, the rest is the Java
# command line's own `quickstart`.

quickstart() { # quickstart ARGS
  local arg
  for arg in "$@"; do
    case $arg in
      --yes | -y) assume_yes=1 ;;
      --help | -h)
        require_jdk
        ensure_built cli,launcher
        run_cli "$@"
        ;;
    esac
  done
  ui_to 1
  step "machine"
  describe_machine
  step_ok "machine: $REPLY"
  check_disk

  step "tools"
  if find_jdk && build_is_current cli,launcher; then
    step_ok "JDK $(jdk_version "$jdk" && echo "$REPLY"), LASSO is built"
  else
    lacking_build_tools
    # everything in one question
    if ! engine_answers && ! engine_installed && [ "$(uname)" = Linux ] && [ -z "${DOCKER_HOST:-}" ]; then
      lacking+=(engine)
    fi
    if [ ${#lacking[@]} -gt 0 ]; then
      install_parts "${lacking[@]}"
      require_build_tools
    fi
    step_ok "tools: JDK $(jdk_version "$jdk" && echo "$REPLY"), mvn, gcc, make"
  fi

  ensure_engine
  ensure_base_image
  ensure_built cli,launcher
  ensure_trained
  run_cli "$@"
}
