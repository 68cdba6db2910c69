package dev.lasso.policy.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.policy.net.Destination.Loopback;
import dev.lasso.policy.net.Destination.Named;
import dev.lasso.policy.net.Destination.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1 (loopback)",
    "127.0.0.1., 127.0.0.1 (loopback)",
    "127.1, 127.0.0.1 (loopback)",
    "127.0.1, 127.0.0.1 (loopback)",
    "2130706433, 127.0.0.1 (loopback)",
    "0x7f000001, 127.0.0.1 (loopback)",
    "0X7F.1, 127.0.0.1 (loopback)",
    "017700000001, 127.0.0.1 (loopback)",
    "0177.0.0.01, 127.0.0.1 (loopback)",
    "0, 0.0.0.0 (this host)",
    "10.1, 10.0.0.1 (private)",
    "192.168.1.1, 192.168.1.1 (private)",
    "172.31.255.255, 172.31.255.255 (private)",
    "172.32.0.1, 172.32.0.1",
    "100.64.0.1, 100.64.0.1 (shared by a provider)",
    "100.100.100.200, 100.100.100.200 (cloud metadata)",
    "169.254.169.254, 169.254.169.254 (cloud metadata)",
    "0xA9FEA9FE, 169.254.169.254 (cloud metadata)",
    "2852039166, 169.254.169.254 (cloud metadata)",
    "169.254.1.1, 169.254.1.1 (link-local)",
    "198.19.0.1, 198.19.0.1 (benchmarking)",
    "224.0.0.1, 224.0.0.1 (multicast)",
    "255.255.255.255, 255.255.255.255 (broadcast)",
    "250.0.0.1, 250.0.0.1 (reserved)",
    "8.8.8.8, 8.8.8.8",
    "[::1], 0:0:0:0:0:0:0:1 (loopback)",
    "::1, 0:0:0:0:0:0:0:1 (loopback)",
    "::, 0:0:0:0:0:0:0:0 (this host)",
    "[0:0:0:0:0:0:0:1], 0:0:0:0:0:0:0:1 (loopback)",
    "[::ffff:127.0.0.1], 127.0.0.1 (loopback)",
    "[::FFFF:7f00:1], 127.0.0.1 (loopback)",
    "[::127.0.0.1], 0:0:0:0:0:0:7f00:1 (IPv4-compatible)",
    "[fe80::1%25eth0], fe80:0:0:0:0:0:0:1 (link-local)",
    "fe80::1%eth0, fe80:0:0:0:0:0:0:1 (link-local)",
    "[fd00:ec2::254], fd00:ec2:0:0:0:0:0:254 (cloud metadata)",
    "[fc00::1], fc00:0:0:0:0:0:0:1 (private)",
    "[64:ff9b::7f00:1], 64:ff9b:0:0:0:0:7f00:1 (an IPv4 address behind NAT64)",
    "[2002:7f00:1::], 2002:7f00:1:0:0:0:0:0 (6to4)",
    "[2606:4700::1111], 2606:4700:0:0:0:0:0:1111",
  })
  void anAddressIsRefusedWithWhatItIs(String text, String what) {
    String why = "an IP address: " + what;
    assertThat(Destinations.ofHost(text))
        .isEqualTo(what.endsWith("(loopback)") ? new Loopback(why) : new Refused(why));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "256.1.1.1",
        "1.2.3.4.5",
        "0x",
        "09",
        "0x7f.0x",
        "1.2.3.0xg1.9",
        "4294967296",
        "99999999999999",
        "[",
        "[]",
        "[::1",
        "[v1.x]",
        "[1.2.3.4]",
        ":::",
        "1:2",
        "a:b:c",
        "::1]:80",
        "evil.0x7f",
        "evil.1",
        "a.b.c.08"
      })
  void whatOnlyLooksLikeAnAddressIsRefusedToo(String text) {
    assertThat(Destinations.ofHost(text)).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "localhost."})
  void localhostIsTheSandboxItself(String text) {
    assertThat(Destinations.ofHost(text)).isEqualTo(new Loopback("a name of this host: localhost"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.localhost",
        "localhost.localdomain",
        "localhost.evil.org",
        "printer.local",
        "x.internal",
        "metadata.google.internal",
        "metadata.google.internal.",
        "metadata",
        "instance-data",
        "instance-data.ec2.internal",
        "ip-10-0-0-1.ec2.internal",
        "host.docker.internal",
        "kubernetes.docker.internal",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local",
        "db.prod.svc",
        "nas.home.arpa",
        "nas.lan",
        "wiki.corp",
        "vault.service.consul",
        "abc.onion",
        "redis",
        "127.0.0.1.nip.io",
        "7f000001.nip.io",
        "nip.io",
        "NIP.IO.",
        "a.10-0-0-1.sslip.io",
        "x.xip.io",
        "localtest.me",
        "a.b.localtest.me",
        "lvh.me",
        "app.lvh.me",
        "7f000001.c0a80001.rbndr.us",
        "fe80--1.ipv6-literal.net",
        "metadata.tencentyun.com",
      })
  void aNameThatLeadsInsideIsRefused(String text) {
    assertThat(Destinations.ofHost(text)).isInstanceOf(Refused.class);
    assertThat(Destinations.ofUrl("http://" + text + "/"))
        .isEqualTo(new Target.Remote(Destinations.ofHost(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubernetes.io",
        "notnip.io",
        "nip.io.org",
        "local.org",
        "internal.org",
        "mylocalhost.org",
        "svc.org",
        "onion.com",
        "arpa.org",
        "www.local-news.com",
        "1e3.org",
        "0x7f.org",
        "lan-party.net"
      })
  void aNameThatOnlyResemblesOneIsAName(String text) {
    assertThat(Destinations.ofHost(text)).isEqualTo(new Named("tcp", text, -1));
  }

  @Test
  void lengthsAreThoseOfTheDns() {
    String label = "a".repeat(63);
    String name = (label + ".").repeat(3) + "a".repeat(61);
    assertThat(Destinations.ofHost(name)).isInstanceOf(Named.class);
    assertThat(Destinations.ofHost(name + "a")).isInstanceOf(Refused.class);
    assertThat(Destinations.ofHost(label + ".org")).isInstanceOf(Named.class);
    assertThat(Destinations.ofHost(label + "a.org")).isInstanceOf(Refused.class);
  }

  @Test
  void aHostMayHaveAPort() {
    assertThat(Destinations.ofHostPort("Mods.Org.:443"))
        .isEqualTo(new Named("tcp", "mods.org", 443));
    assertThat(Destinations.ofHostPort("mods.org")).isEqualTo(new Named("tcp", "mods.org", -1));
    for (String text :
        new String[] {
          "mods.org:",
          "mods.org:0",
          "mods.org:x",
          "mods.org:1:2",
          ":80",
          "10.1:80",
          "[::1]:80",
          "fe80::1",
          "mods.org:99999",
          "",
          "localhost.:x",
          "-x:80",
          "mods.org:443/x"
        }) {
      assertThat(Destinations.ofHostPort(text)).as(text).isInstanceOf(Refused.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1:80", "[::1]", "::1", "localhost:3000"})
  void theSandboxItselfMayHaveAPortToo(String text) {
    assertThat(Destinations.ofHostPort(text)).isInstanceOf(Loopback.class);
  }

  @Test
  void anEndpointIsAnyOfThem() {
    assertThat(Destinations.ofEndpoint("mods.org:443"))
        .isEqualTo(new Named("tcp", "mods.org", 443));
    assertThat(Destinations.ofEndpoint("me@mods.org")).isEqualTo(new Named("ssh", "mods.org", -1));
  }
}
