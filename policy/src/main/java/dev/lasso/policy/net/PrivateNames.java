package dev.lasso.policy.net;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names that lead to the machine, its network, its cluster or its cloud's metadata. */
final class PrivateNames {
  /**
   * Last labels that the public DNS does not have: RFC 6761 (localhost, test, example, invalid),
   * RFC 6762 with its appendix G, RFC 7686 (onion), RFC 9476 (alt), ICANN's internal, and what
   * Kubernetes, Docker, Consul and routers make names with. {@code arpa} holds home.arpa (RFC 8375)
   * and no host.
   */
  private static final Set<String> TOP =
      Set.of(
          "localhost",
          "localdomain",
          "localdomain4",
          "localdomain6",
          "local",
          "internal",
          "intranet",
          "private",
          "corp",
          "home",
          "lan",
          "arpa",
          "test",
          "example",
          "invalid",
          "onion",
          "i2p",
          "alt",
          "svc",
          "cluster",
          "default",
          "kube-system",
          "kube-public",
          "consul",
          "docker",
          "podman",
          "containers",
          "localnet",
          "fritz",
          "router",
          "belkin",
          "workgroup",
          "vagrant");

  /**
   * Services whose names resolve to whatever address they hold, to loopback, or to one address
   * after another; and public names of metadata services. With everything beneath.
   */
  private static final Set<String> SERVICES =
      Set.of(
          "nip.io",
          "sslip.io",
          "xip.io",
          "xip.name",
          "localtest.me",
          "lvh.me",
          "vcap.me",
          "lacolhost.com",
          "fuf.me",
          "traefik.me",
          "backname.io",
          "ip.addr.tools",
          "ulh.us",
          "42foo.com",
          "smackaho.st",
          "localho.st",
          "local.gd",
          "localhost.direct",
          "lcl.host",
          "localdev.me",
          "lndo.site",
          "ddev.site",
          "127-0-0-1.org.uk",
          "ipv6-literal.net",
          "rbndr.us",
          "1u.ms",
          "lock.cmpxchg8b.com",
          "spoofed.burpcollaborator.net",
          "plex.direct",
          "lan.ip-dns.info",
          "getlocalcert.net",
          "localcert.net",
          "metadata.tencentyun.com",
          "metadata.platformequinix.com",
          "metadata.packet.net",
          "metadata.goog");

  private PrivateNames() {}

  /**
   * Why a rule can't allow this name: lower case, no trailing dot; null where nothing speaks
   * against it.
   */
  static @Nullable String why(String host) {
    int dot = host.lastIndexOf('.');
    if (dot < 0) {
      return "a name without a domain, which resolves within a private network";
    }
    String top = host.substring(dot + 1);
    if (TOP.contains(top)) {
      return "a name of a private network: ." + top;
    }
    if (host.startsWith("localhost.")) {
      return "a name that usually leads to this host";
    }
    for (int start = 0; start < dot; start = host.indexOf('.', start) + 1) {
      String domain = start == 0 ? host : host.substring(start);
      if (SERVICES.contains(domain)) {
        return "a name that resolves to any or to a private address: " + domain;
      }
    }
    return null;
  }
}
