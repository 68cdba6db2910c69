package dev.lasso.contracts;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the runner executes: the gate's own reading of the command, never the caller's string.
 *
 * @param argv the resolved words
 * @param cwd absolute working directory inside the sandbox
 * @param env added to the sandbox's environment
 * @param stdin bytes for its standard input; absent: nothing to read
 * @param timeoutMs how long it may run, in milliseconds
 */
public record Plan(
    List<String> argv,
    String cwd,
    Map<String, String> env,
    byte @Nullable [] stdin,
    long timeoutMs) {}
