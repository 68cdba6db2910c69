package dev.lasso.policy.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.policy.net.Destination.Loopback;
import dev.lasso.policy.net.Destination.Named;
import dev.lasso.policy.net.Destination.Refused;
import dev.lasso.policy.net.Target.Remote;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties over many generated texts; the seed is fixed, so a failure is the same every time. */
final class NetPropertyTest {
  private static final long SEED = 20260117;

  private static final List<String> ALLOWED =
      List.of("mods.org", "*.pythonhosted.org", "github.com:22");

  private static final String[] PARTS = {
    "mods.org",
    "evil.org",
    "evil",
    "http",
    "https",
    "ssh",
    "file",
    ":",
    "/",
    "//",
    "://",
    "@",
    "\\",
    "?",
    "#",
    "%2e",
    "%2f",
    "%00",
    "%40",
    ".",
    "..",
    ":80",
    ":443",
    ":8080",
    "127.1",
    "[::1]",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    "\t",
    "\n",
    " ",
    "\u3002",
    "\uff0f",
    "\u0440",
    "\u00ad",
    "-",
    "_",
    "&",
    "=",
    "a",
    "files.pythonhosted.org",
    "u:p",
    "0x7f",
    "::",
    "ext",
    "git@",
    "github.com",
    "!",
    "$",
    "'",
    "*",
    "+",
    "~",
    "|",
    "\"",
    "<",
    ">",
    "^",
    "`",
    "(",
    ")"
  };

  @Test
  void everySpellingOfAnAddressIsRefused() {
    Random random = new Random(SEED);
    for (int i = 0; i < 50_000; i++) {
      String text = spelled(random, random.nextInt());
      assertThat(Destinations.ofHost(text)).as(text).isInstanceOfAny(Refused.class, Loopback.class);
      assertThat(Destinations.ofUrl("https://" + text + ":80/x"))
          .as(text)
          .matches(NetPropertyTest::isRefused);
      assertThat(Destinations.ofUrl("http://u@" + text))
          .as(text)
          .matches(NetPropertyTest::isRefused);
      assertThat(Destinations.ofRemote("git@" + text + ":x"))
          .as(text)
          .matches(NetPropertyTest::isRefused);
    }
  }

  @Test
  void everySpellingOfALongAddressIsRefused() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      String text = spelled6(random);
      assertThat(Destinations.ofHost(text)).as(text).isInstanceOfAny(Refused.class, Loopback.class);
      assertThat(Destinations.ofUrl("https://[" + text + "]:80/x"))
          .as(text)
          .matches(NetPropertyTest::isRefused);
    }
  }

  @Test
  void aNameIsAlwaysPlainAndStandsInTheText() {
    Random random = new Random(SEED);
    int named = 0;
    for (int i = 0; i < 400_000; i++) {
      String text = i % 2 == 0 ? mixed(random) : "http://" + mixed(random);
      for (Target target : List.of(Destinations.ofUrl(text), Destinations.ofRemote(text))) {
        if (target instanceof Remote(Named(String scheme, String host, int port))) {
          named++;
          assertThat(host).as(text).matches("[a-z0-9_][a-z0-9_-]*(\\.[a-z0-9_][a-z0-9_-]*)+");
          assertThat(text).containsIgnoringCase(host);
          // what follows the host is its end, and not a part of a longer name
          assertThat(text.toLowerCase(java.util.Locale.ROOT))
              .as(host)
              .matches("(?s)(.*[/@])?" + host.replace(".", "\\.") + "\\.?(:.*|[/?#].*)?");
          assertThat(port).isBetween(-1, 65535).isNotZero();
          assertThat(scheme).isNotEmpty();
        }
      }
    }
    assertThat(named).isGreaterThan(1000);
  }

  @Test
  void oneOtherCharacterInAnAllowedHostIsNotThatHost() {
    HostRules rules = HostRules.of(false, ALLOWED);
    for (int c = 1; c <= Character.MAX_CODE_POINT; c = c < 0x3000 ? c + 1 : c + 17) {
      for (int at = 0; at < "mods.org".length(); at++) {
        String changed =
            "mods.org".substring(0, at) + Character.toString(c) + "mods.org".substring(at + 1);
        if (Destinations.ofHost(changed) instanceof Named named
            && rules.allows(new Named("https", named.host(), -1))) {
          assertThat(changed).isEqualToIgnoringCase("mods.org").matches("[A-Za-z.]+");
        }
      }
    }
  }

  @Test
  void moreRulesNeverAllowLess() {
    Random random = new Random(SEED);
    String[] labels = {"a", "b", "org", "net", "example", "x-y"};
    for (int i = 0; i < 20_000; i++) {
      List<String> rules = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        rules.add(rule(random, labels));
      }
      Named named = new Named("https", name(random, labels), random.nextInt(4) == 0 ? 8080 : -1);
      boolean before = HostRules.of(false, rules).allows(named);
      rules.add(random.nextInt(rules.size() + 1), rule(random, labels));
      boolean after = HostRules.of(false, rules).allows(named);
      assertThat(!before || after).as("%s %s", rules, named).isTrue();
      assertThat(HostRules.of(true, rules).allows(named)).isTrue();
    }
  }

  private static boolean isRefused(Target target) {
    return target instanceof Remote(Refused refused) || target instanceof Remote(Loopback loopback);
  }

  private static String rule(Random random, String[] labels) {
    return (random.nextBoolean() ? "*." : "")
        + name(random, labels)
        + (random.nextInt(4) == 0 ? ":8080" : "");
  }

  private static String name(Random random, String[] labels) {
    StringBuilder name = new StringBuilder(labels[random.nextInt(labels.length)]);
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      name.append('.').append(labels[random.nextInt(labels.length)]);
    }
    return name.append(random.nextBoolean() ? ".org" : ".com").toString();
  }

  private static String mixed(Random random) {
    StringBuilder text = new StringBuilder();
    for (int n = 1 + random.nextInt(7); n > 0; n--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }

  /** One to four parts, each in some base, as inet_aton reads them. */
  private static String spelled(Random random, int address) {
    long value = address & 0xffff_ffffL;
    int parts = 1 + random.nextInt(4);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      long part;
      if (i == parts - 1) {
        part = value & (0xffff_ffffL >>> (8 * i));
      } else {
        part = value >>> (24 - 8 * i) & 0xff;
      }
      text.append(i > 0 ? "." : "").append(based(random, part));
    }
    return text.append(random.nextInt(4) == 0 ? "." : "").toString();
  }

  private static String based(Random random, long part) {
    String zeros = "0".repeat(random.nextInt(4));
    return switch (random.nextInt(4)) {
      case 0 -> Long.toString(part);
      case 1 -> "0" + zeros + Long.toOctalString(part);
      case 2 -> "0x" + zeros + Long.toHexString(part);
      default -> "0X" + zeros + Long.toHexString(part).toUpperCase(java.util.Locale.ROOT);
    };
  }

  private static String spelled6(Random random) {
    int before = random.nextInt(5);
    int after = random.nextInt(3);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < before; i++) {
      text.append(i > 0 ? ":" : "").append(Integer.toHexString(random.nextInt(0x10000)));
    }
    text.append("::");
    for (int i = 0; i < after; i++) {
      text.append(Integer.toHexString(random.nextInt(0x10000))).append(i < after - 1 ? ":" : "");
    }
    if (after == 0 && random.nextBoolean()) {
      text.append("127.0.0.1");
    }
    return random.nextInt(4) == 0 ? text + "%eth0" : text.toString();
  }
}
