package dev.lasso.runner.container;

import java.util.Map;

/**
 * An image that the engine has.
 *
 * @param id its content's digest
 * @param env the environment it gives its programs
 */
public record ImageFacts(String id, Map<String, String> env) {}
