package dev.lasso.policy.net;

import dev.lasso.policy.net.Destination.Loopback;
import dev.lasso.policy.net.Destination.Refused;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Says what an address is. The blocks are those of the IANA IPv4 and IPv6 Special-Purpose Address
 * Registries (RFC 6890) and the addresses at which clouds give out credentials; the first that fits
 * is taken. Literals are read without any look-up.
 */
final class Addresses {
  private static final List<Block> BLOCKS =
      List.of(
          new Block("169.254.169.254/32", "cloud metadata"),
          new Block("169.254.170.2/32", "cloud metadata"),
          new Block("169.254.170.23/32", "cloud metadata"),
          new Block("100.100.100.200/32", "cloud metadata"),
          new Block("168.63.129.16/32", "cloud metadata"),
          new Block("192.0.0.192/32", "cloud metadata"),
          new Block("fd00:ec2::/32", "cloud metadata"),
          new Block("0.0.0.0/8", "this host"),
          new Block("10.0.0.0/8", "private"),
          new Block("100.64.0.0/10", "shared by a provider"),
          new Block("127.0.0.0/8", "loopback"),
          new Block("169.254.0.0/16", "link-local"),
          new Block("172.16.0.0/12", "private"),
          new Block("192.0.0.0/24", "protocol assignments"),
          new Block("192.0.2.0/24", "documentation"),
          new Block("192.88.99.0/24", "6to4 relay"),
          new Block("192.168.0.0/16", "private"),
          new Block("198.18.0.0/15", "benchmarking"),
          new Block("198.51.100.0/24", "documentation"),
          new Block("203.0.113.0/24", "documentation"),
          new Block("224.0.0.0/4", "multicast"),
          new Block("255.255.255.255/32", "broadcast"),
          new Block("240.0.0.0/4", "reserved"),
          new Block("::/128", "this host"),
          new Block("::1/128", "loopback"),
          new Block("::/96", "IPv4-compatible"),
          new Block("64:ff9b::/96", "an IPv4 address behind NAT64"),
          new Block("64:ff9b:1::/48", "an IPv4 address behind NAT64"),
          new Block("100::/64", "discarded"),
          new Block("2001::/32", "Teredo"),
          new Block("2001:db8::/32", "documentation"),
          new Block("2001::/23", "protocol assignments"),
          new Block("2002::/16", "6to4"),
          new Block("3fff::/20", "documentation"),
          new Block("5f00::/16", "segment routing"),
          new Block("fc00::/7", "private"),
          new Block("fe80::/10", "link-local"),
          new Block("fec0::/10", "site-local"),
          new Block("ff00::/8", "multicast"));

  private Addresses() {}

  /** A text whose last part is a number: every form of inet_aton, or nothing that exists. */
  static Destination read4(String text) {
    try {
      return read(Inet4Address.ofPosixLiteral(text));
    } catch (IllegalArgumentException e) {
      return new Refused("a number instead of a host name");
    }
  }

  /** A text with colons, or from between brackets; it may have a zone. */
  static Destination read6(String text) {
    int zone = text.indexOf('%');
    try {
      return read(Inet6Address.ofLiteral(zone < 0 ? text : text.substring(0, zone)));
    } catch (IllegalArgumentException e) {
      return new Refused("colons or brackets in a host");
    }
  }

  private static Destination read(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (Block block : BLOCKS) {
      if (block.holds(bytes)) {
        String why = "an IP address: %s (%s)".formatted(address.getHostAddress(), block.what);
        return address.isLoopbackAddress() ? new Loopback(why) : new Refused(why);
      }
    }
    return new Refused("an IP address: " + address.getHostAddress());
  }

  private static final class Block {
    private final byte[] start;
    private final int bits;
    private final String what;

    Block(String prefix, String what) {
      int slash = prefix.indexOf('/');
      this.start = InetAddress.ofLiteral(prefix.substring(0, slash)).getAddress();
      this.bits = Integer.parseInt(prefix.substring(slash + 1));
      this.what = what;
    }

    boolean holds(byte[] address) {
      if (address.length != start.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
        if (((address[bit / 8] ^ start[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
