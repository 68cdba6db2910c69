# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts share variables: see `lasso`, which loads them
# All tests, on a machine that may have nothing yet. Leaves no engine running that it started.

test_child=

run_tests() { # [--fast] [-- MAVEN ARGS]
  local fast=() status=0 supervisor=0 began
  while [ $# -gt 0 ]; do
    case $1 in
      --fast) fast=(-Plasso-fast) ;;
      --yes | -y) ;;
      --)
        shift
        break
        ;;
      *) die 2 "usage: ./lasso test [--fast] [-- MAVEN ARGUMENTS]   (--fast leaves out the tests tagged slow)" ;;
    esac
    shift
  done
  ui_to 1
  assume_yes=1
  # the tests have nodes of their own; they must not find this person's
  unset LASSO_HOME LASSO_API_URL LASSO_API_KEY KAFKA_BOOTSTRAP_SERVERS
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  trap 'interrupted 129' HUP
  on_exit stop_engine
  mkdir -p "$root/target" && log_folder=$root/target

  step "machine"
  describe_machine
  step_ok "machine: $REPLY"
  lacking_build_tools
  have python3 || lacking+=(python3)
  if [ ${#lacking[@]} -gt 0 ]; then
    install_parts "${lacking[@]}"
    require_build_tools
  fi
  step "tools"
  step_ok "tools: JDK $(jdk_version "$jdk" && echo "$REPLY"), mvn, gcc, make, python3"
  ensure_engine
  ensure_base_image
  java_environment
  lock_build

  # results of an earlier run must not be counted
  rm -rf "$dist/.built" "$dist/cli.jsa" "$root"/*/target/surefire-reports "$root"/*/target/failsafe-reports "$root/target/supervisor-test.log"
  say "[..] supervisor: make test"
  run_child "$root/target/supervisor-test.log" make --no-print-directory -C "$root/supervisor" test || supervisor=$?
  # nothing tested is not a pass
  if [ "$supervisor" -eq 0 ] && ! grep -Eq '^Ran [1-9]' "$root/target/supervisor-test.log"; then supervisor=1; fi

  say "[..] mvn verify"
  began=$root/target/.test-began
  : >"$began"
  # LASSO_NO_BUILD: a test that calls this script must use what Maven just packaged, and not wait for the lock
  JAVA_HOME=$jdk LASSO_NO_BUILD=1 run_child "" \
    mvn -B --no-transfer-progress --fail-at-end -f "$root/pom.xml" ${fast[@]+"${fast[@]}"} "$@" verify || status=$?

  if [ "$status" -eq 0 ] && [ $# -eq 0 ] && [ -d "$dist/cli" ]; then
    # Maven has just packaged it all; the next ./lasso need not
    echo cli,launcher >"$dist/.built"
    touch -r "$began" "$dist/.built"
    if [ "${CI:-}" != true ]; then train_cli; fi
  fi
  unlock_build
  skip_reasons
  summary "$supervisor" "$status"
  if [ "$status" -eq 0 ] && [ "$supervisor" -ne 0 ]; then status=1; fi
  if [ "$status" -eq 0 ] && [ "$failed" -ne 0 ]; then status=1; fi
  last_words=$REPLY
  exit "$status"
}

# Runs a command, its output shown and (where $1 names one) kept in a file. In the background: so a signal to this
# script is answered at once, not when Maven is done.
run_child() { # LOG COMMAND...
  local log=$1 status=0 copier=
  shift
  if [ -n "$log" ]; then
    exec 8> >(exec tee "$log")
    copier=$!
  else
    exec 8>&1
  fi
  "$@" </dev/null >&8 2>&1 8>&- 9>&- &
  test_child=$!
  exec 8>&-
  wait "$test_child" || status=$?
  test_child=
  # the log is whole only when its writer is done
  if [ -n "$copier" ]; then wait "$copier" 2>/dev/null || true; fi
  return "$status"
}

interrupted() { # STATUS
  trap '' INT TERM HUP
  if [ -n "$test_child" ]; then
    kill -TERM "$test_child" 2>/dev/null || true
    wait "$test_child" 2>/dev/null || true
  fi
  say "[!!] interrupted"
  exit "$1"
}

# Says for each reason how many tests were left out for it.
skip_reasons() {
  local line
  {
    find "$root"/*/target/surefire-reports "$root"/*/target/failsafe-reports -name 'TEST-*.xml' -exec grep -h '<skipped' {} + \
      2>/dev/null || true
    grep -h "skipped '" "$root/target/supervisor-test.log" 2>/dev/null || true
  } | sed -e 's/.*SKIPPED: //' -e "s/.*skipped '\(.*\)'.*/\1/" -e 's/.*<skipped[^>]*message="//' -e 's/" type=.*//' \
    -e 's/".*>$//' -e 's/]]>.*//' | sort | uniq -c | while read -r line; do
    say "[--] skipped ${line%% *}: ${line#* }"
  done
}

# The closing line into $REPLY, from the reports of Surefire and Failsafe and the log of the supervisor's tests.
summary() { # SUPERVISOR'S STATUS, MAVEN'S STATUS
  local counts tests bad skipped ran
  counts=$(
    # (no such folder is no fault)
    { find "$root"/*/target/surefire-reports "$root"/*/target/failsafe-reports -name 'TEST-*.xml' 2>/dev/null || true; } |
      while IFS= read -r file; do
      # the suite's own element is the first; its attributes are all on one line
      grep -m 1 '<testsuite[ >]' "$file" || true
    done | awk '
      function value(name) {
        if (!match($0, " " name "=\"[0-9]+\"")) return 0
        return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
      }
      { tests += value("tests"); bad += value("errors") + value("failures"); skipped += value("skipped") }
      END { print tests + 0, bad + 0, skipped + 0 }'
  )
  read -r tests bad skipped <<<"$counts"
  ran=$(
    awk '
      function value(name) {
        if (!match($0, name "=[0-9]+")) return 0
        return substr($0, RSTART + length(name) + 1, RLENGTH - length(name) - 1)
      }
      /^Ran [0-9]+ tests? in / { tests += $2 }
      /^(OK|FAILED)( |$)/ {
        bad += value("failures") + value("errors") + value("unexpected successes"); skipped += value("skipped")
      }
      END { print tests + 0, bad + 0, skipped + 0 }' "$root/target/supervisor-test.log" 2>/dev/null || echo 0 0 0
  )
  set -- "$1" "$2" "$ran"
  # shellcheck disable=SC2086 # three numbers
  set -- "$1" "$2" $3
  failed=$((bad + $4))
  skipped=$((skipped + $5))
  REPLY="$((tests + $3 - failed - skipped)) passed, $failed failed, $skipped skipped"
  if [ "$1" -ne 0 ] && [ "$4" -eq 0 ]; then REPLY="$REPLY; the supervisor's tests could not run (make: exit status $1)"; fi
  if [ "$2" -ne 0 ] && [ "$bad" -eq 0 ]; then REPLY="$REPLY; the build failed (mvn: exit status $2)"; fi
}
failed=0
