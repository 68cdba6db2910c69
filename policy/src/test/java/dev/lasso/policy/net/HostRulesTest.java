package dev.lasso.policy.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.policy.net.Destination.Named;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostRulesTest {
  private static final HostRules RULES =
      HostRules.of(
          false,
          List.of(
              "mods.org",
              "*.example.org",
              "GitHub.com",
              "mirror.example.net:8443",
              "*.cdn.net:21"));

  @ParameterizedTest
  @CsvSource({
    "https, mods.org, -1, true",
    "https, mods.org, 443, true",
    "http, mods.org, 80, true",
    "ssh, github.com, -1, true",
    "ssh, github.com, 443, true",
    "git+https, github.com, -1, true",
    "tcp, github.com, 443, true",
    "https, mods.org, 8443, false",
    "tcp, github.com, -1, false",
    "ftp, mods.org, -1, false",
    "git, github.com, -1, false",
    "https, xmods.org, -1, false",
    "https, x.mods.org, -1, false",
    "https, mods.org.evil.org, -1, false",
    "https, mods.or, -1, false",
    "https, org, -1, false",
    "https, a.example.org, -1, true",
    "https, a.b.example.org, -1, true",
    "https, example.org, -1, false",
    "https, aexample.org, -1, false",
    "https, a.example.org.evil.org, -1, false",
    "https, mirror.example.net, 8443, true",
    "https, mirror.example.net, -1, false",
    "https, mirror.example.net, 443, false",
    "ftp, a.cdn.net, -1, true",
    "https, a.cdn.net, -1, false",
  })
  void aRuleAllowsItsNameAndPorts(String scheme, String host, int port, boolean allowed) {
    assertThat(RULES.allows(new Named(scheme, host, port))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MODS.org", "mods.org.", "evil/.example.org", "evil@a.example.org", "..example.org",
            ".example.org",
        "p\u0443pi.example.org", "a .example.org", "-a.example.org", "", "evil\n.example.org",
            "a..b.example.org"
      })
  void aNameThatIsNotPlainIsAllowedByNone(String host) {
    assertThat(RULES.allows(new Named("https", host, 443))).isFalse();
    assertThat(HostRules.of(true, List.of()).allows(new Named("https", host, 443))).isFalse();
  }

  @Test
  void anyMeansEveryNameOnEveryPort() {
    HostRules any = HostRules.of(true, List.of());
    assertThat(any.allows(new Named("https", "mods.org", 12345))).isTrue();
    assertThat(any.allows(new Named("tcp", "mods.org", -1))).isTrue();
    assertThat(HostRules.of(false, List.of()).allows(new Named("https", "mods.org", -1))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.",
        "**.example.org",
        "a.*.org",
        "*example.org",
        "localhost",
        "*.localhost",
        "10.0.0.1",
        "[::1]",
        "*.nip.io",
        "https://mods.org",
        "mods.org/x",
        "mods.org:0",
        "mods.org:",
        "p\u0443pi.org",
        "*.com:x",
        "com",
        "mods.org ",
        "me@mods.org",
        "*.svc.cluster.local"
      })
  void whatIsNoRuleIsNotTaken(String rule) {
    assertThat(HostRules.fault(rule)).isNotNull();
    assertThatThrownBy(() -> HostRules.of(false, List.of("mods.org", rule)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRuleMayEndWithADotAsTheDnsWritesIt() {
    assertThat(HostRules.fault("mods.org.")).isNull();
    assertThat(HostRules.of(false, List.of("mods.org.")).allows(new Named("https", "mods.org", -1)))
        .isTrue();
  }
}
