package dev.lasso.sdk;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which node, and the key to it.
 *
 * @param baseUrl {@code http} or {@code https}, without a path of the API
 * @param apiKey absent: only what needs none, such as the node's health
 */
public record Connection(URI baseUrl, @Nullable ApiKey apiKey) {

  /** Refuses what is not an address of HTTP. */
  public Connection {
    String scheme = baseUrl.getScheme() == null ? "" : baseUrl.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))
        || baseUrl.getHost() == null
        || baseUrl.getUserInfo() != null) {
      throw new LassoException.BadSettings(
          "LASSO_API_URL is not an address such as http://127.0.0.1:8080");
    }
  }

  /**
   * By {@code LASSO_API_URL} and {@code LASSO_API_KEY} where they are set, else the node of {@code
   * LASSO_HOME}. The key of a home is only ever shown to this machine.
   *
   * @throws LassoException.NodeUnreachable when neither names a node
   * @throws LassoException.BadSettings when they can't be used
   */
  public static Connection fromEnvironment(Map<String, String> environment) {
    String url = environment.getOrDefault("LASSO_API_URL", "");
    Optional<ApiKey> given =
        Optional.ofNullable(environment.get("LASSO_API_KEY"))
            .filter(key -> !key.isBlank())
            .map(ApiKey::new);
    NodeHome home = NodeHome.fromEnvironment(environment);
    if (url.isEmpty()) {
      return ofHome(home, given);
    }
    Connection bare = new Connection(parse(url), null);
    if (given.isPresent()) {
      return new Connection(bare.baseUrl, given.get());
    }
    if (!bare.isLocal()) {
      throw new LassoException.BadSettings(
          "LASSO_API_URL names another machine: set LASSO_API_KEY to that node's key too");
    }
    return new Connection(bare.baseUrl, home.apiKey().orElse(null));
  }

  private static Connection ofHome(NodeHome home, Optional<ApiKey> given) {
    RunningNode node =
        home.node()
            .orElseThrow(() ->
                new LassoException.NodeUnreachable(
                    "no node runs for " + home.root() + ": start it with `lasso up`"));
    return new Connection(node.url(), given.or(home::apiKey).orElse(null));
  }

  /** Whether the node is on this machine. */
  public boolean isLocal() {
    String host = baseUrl.getHost();
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  boolean isPlain() {
    return baseUrl.getScheme().equalsIgnoreCase("http");
  }

  private static URI parse(String url) {
    try {
      return new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    } catch (URISyntaxException e) {
      throw new LassoException.BadSettings(
          "LASSO_API_URL is not an address such as http://127.0.0.1:8080");
    }
  }
}
