# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts share variables: see `lasso`, which loads them
# The longer search for input that the gate fails with. The targets are test code: built here, not for the command line.

run_fuzz() { # fuzz ARGS
  local module path= log=$root/target/fuzz-build.log
  shift
  require_build_tools
  lock_build
  step "building the tests of policy and cli"
  if ! (cd "$root" && JAVA_HOME=$jdk exec mvn -B -q -pl policy,cli -am test-compile dependency:build-classpath \
    -Dmdep.outputFile=target/test.classpath) </dev/null >"$log" 2>&1 9>&-; then
    step_failed "the build failed; the end of target/fuzz-build.log:"
    show_tail "$log" 40
    exit 3
  fi
  unlock_build
  step_ok "built"
  for module in policy cli; do
    path=$path${path:+:}$root/$module/target/test-classes:$root/$module/target/classes:$(<"$root/$module/target/test.classpath")
  done
  java_environment
  cd "$root" && exec "$LASSO_JAVA" -cp "$path" dev.lasso.policy.fuzz.Fuzz "$@"
}
