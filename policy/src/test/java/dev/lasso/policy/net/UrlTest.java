package dev.lasso.policy.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.policy.net.Destination.Named;
import dev.lasso.policy.net.Destination.Refused;
import dev.lasso.policy.net.Destination.Unknown;
import dev.lasso.policy.net.Target.LocalFile;
import dev.lasso.policy.net.Target.Remote;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UrlTest {

  @ParameterizedTest
  @CsvSource({
    "http://mods.org, http, mods.org, -1",
    "https://mods.org/simple/, https, mods.org, -1",
    "HTTPS://Mods.Org/simple, https, mods.org, -1",
    "https://mods.org./simple, https, mods.org, -1",
    "https://mods.org:443/, https, mods.org, 443",
    "https://mods.org:/x, https, mods.org, -1",
    "https://mods.org?q=1, https, mods.org, -1",
    "https://mods.org#top, https, mods.org, -1",
    "https://mods.org/?next=http://evil.org/@x, https, mods.org, -1",
    "https://mods.org/@scope/pkg, https, mods.org, -1",
    "https://mods.org/a\\b, https, mods.org, -1",
    "'https://mods.org/{a,b}[1-9]', https, mods.org, -1",
    "https://mods.org/%2e%2e/é, https, mods.org, -1",
    "mods.org, http, mods.org, -1",
    "mods.org/simple, http, mods.org, -1",
    "mods.org:8080/simple, http, mods.org, 8080",
    "mods.org:8080, http, mods.org, 8080",
    "me@mods.org/x, http, mods.org, -1",
    "ftp.gnu.org/gnu/, ftp, ftp.gnu.org, -1",
    "ftp://ftp.gnu.org/gnu/, ftp, ftp.gnu.org, -1",
    "https://user:pass@mods.org/x, https, mods.org, -1",
    "https://x-access-token:gho_A1@github.com/o/r.git, https, github.com, -1",
    "https://me%40work.org:p%2fw@mods.org/x, https, mods.org, -1",
    "ssh://git@github.com/o/r.git, ssh, github.com, -1",
    "ssh://git@ssh.github.com:443/o/r.git, ssh, ssh.github.com, 443",
    "git://github.com/o/r.git, git, github.com, -1",
    "git+ssh://git@github.com/o/r@v1, git+ssh, github.com, -1",
    "git+https://github.com/o/r@v1#egg=r, git+https, github.com, -1",
    "ftp://me:pw@ftp.gnu.org/gnu/, ftp, ftp.gnu.org, -1",
    "ws://a.example.org/s, ws, a.example.org, -1",
    "wss://a.example.org/s, wss, a.example.org, -1",
    "https://a_b.s3.amazonaws.com/x, https, a_b.s3.amazonaws.com, -1",
    "https://xn--bcher-kva.de/, https, xn--bcher-kva.de, -1",
    "https://kubernetes.io/docs, https, kubernetes.io, -1",
    "https://0xdeadbeef.com/, https, 0xdeadbeef.com, -1",
    "https://1.2.3.4.org/, https, 1.2.3.4.org, -1",
  })
  void theHostIsTheOneThatAllConnectTo(String url, String scheme, String host, int port) {
    assertThat(Destinations.ofUrl(url)).isEqualTo(new Remote(new Named(scheme, host, port)));
  }

  /** Here the answer is the host behind the last sign, whatever stands before it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://mods.org@evil.org/",
        "http://mods.org:80@evil.org/",
        "https://mods.org%2f@evil.org/",
        "https://mods.org%00@evil.org/",
        "https://mods.org,x@evil.org/",
        "mods.org@evil.org",
        "mods.org@evil.org/mods.org",
        "http://evil.org/mods.org",
        "http://evil.org?mods.org",
        "http://evil.org#mods.org",
        "http://evil.org:80/@mods.org/",
        "ssh://mods.org@evil.org/x",
        "HTTP://EVIL.ORG./",
      })
  void aHostInFrontOfTheHostIsNoHost(String url) {
    assertThat(Destinations.ofUrl(url))
        .isInstanceOfSatisfying(
            Remote.class,
            remote ->
                assertThat(remote.destination())
                    .isInstanceOfSatisfying(
                        Named.class, named -> assertThat(named.host()).isEqualTo("evil.org")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//evil.org",
        "///evil.org/x",
        "/etc/passwd",
        "?x",
        "http:",
        "http:/",
        "http://",
        "http:///evil.org",
        "http:////evil.org",
        "http:/evil.org",
        "http:evil.org",
        "https:mods.org/x",
        "http://?x@evil.org",
        "http://mods.org#@evil.org/",
        "http://mods.org?@evil.org/",
        "http://mods.org?\\@evil.org/",
        "http://a@mods.org@evil.org/",
        "http://evil.org@a@mods.org/",
        "http://@evil.org/",
        "http://me@/x",
        "http:\\\\evil.org",
        "http://{pypi,evil}.org/",
        "http://mods.org{/x,.evil.org/}",
        "http://mods.org{?,.evil.org/}",
        "http://mods.org[.-/]evil.org/",
        "http://ev[i-j]l.org/",
        "http://{a,b@evil.org}@mods.org/",
        "{http://mods.org/,http://evil.org/}",
        "http://{mods.org/x",
        "ssh://mods.org?@evil.org/x",
        "ssh://mods.org#@evil.org/x",
        "ssh://mods.org#evil",
        "git://mods.org?x",
        "ftp://mods.org?.evil.org/x",
        "ftp://mods.org#.evil.org/x",
        "ftp.gnu.org?x",
        "mods.org?.evil.org:x",
        "mods.org#.evil.org:x/y",
        "mods.org:path",
        "user:pw@mods.org",
        "user:80@mods.org",
        "evil.org%40:80@mods.org",
        "us+er:x@mods.org/",
        "mods.org:80@evil.org",
        "github:o/r",
        "file://evil.org/share/x",
        "file://etc/passwd",
        "file:relative",
        "file:////evil.org/share",
        "file:///workspace/../etc/passwd",
        "file:///workspace/%2e%2e/etc/passwd",
        "file:///workspace/.%2E",
        "file:///workspace/./x",
        "file:///workspace/{a,b}",
        "file:///workspace/[a-c]",
        "file:///workspace/a?b",
        "file:///workspace/a#b",
        "file:///workspace/a%00b",
        "file:///workspace/a%0ab",
        "file:///workspace/a%ff",
        "file:///workspace/a%4",
        "file:///workspace/a%zz",
        "file:\\\\evil.org\\x",
      })
  void whereProgramsDifferOrExpandItIsUnknown(String url) {
    assertThat(Destinations.ofUrl(url))
        .isInstanceOfSatisfying(
            Remote.class, remote -> assertThat(remote.destination()).isInstanceOf(Unknown.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://:80/",
        "http://mods.org\\@evil.org/",
        "http://evil.org\\@mods.org/",
        "http://mods.org\\.evil.org/",
        "http://mods.org%2eevil.org/",
        "http://pypi%2eorg/",
        "http://%65vil.org/",
        "http://mods.org%00.evil.org/",
        "http://mods.org:443:evil.org/",
        "http://mods.org:443@evil.org:x/",
        "http://mods.org:0/",
        "http://mods.org:080/",
        "http://mods.org:65536/",
        "http://mods.org:4294967739/",
        "http://mods.org:+80/",
        "http://mods.org:-80/",
        "http://mods.org: 80/",
        "http://mods.org:80 @evil.org/",
        "http://mods.org:8٠/",
        "http://mods.org;@evil.org/",
        "http://mods.org;evil.org/",
        "http://mods.org /",
        " http://mods.org/",
        "http://mods.org\t/",
        "ht\ttp://mods.org/",
        "http://mods.org/\t",
        "http://mods.org/\r\nHost: evil.org",
        "http://mods.org/\u0000",
        "http://mods.org/\u007f",
        "http://mods.org/\u0085",
        "http://mods..org/",
        "http://.mods.org/",
        "http://mods.org../",
        "http://./",
        "http://-x.org/",
        "http://-oProxyCommand=id@mods.org/",
        "ssh://evil.org%2f@mods.org/x",
        "ssh://evil.org%2F@mods.org/x",
        "git+ssh://a%40evil.org%2f@mods.org/x",
        "git://evil.org%2f@mods.org/x",
        "ssh://user:pw@mods.org:/x",
        "ssh://user=x@mods.org/x",
        "ftp://evil.org%2f@mods.org/x",
        "ssh://-oProxyCommand=id/x",
        "ssh://-oProxyCommand=id@mods.org/x",
        "http://a.-b.org/",
        "http://a-.org/",
        "http://$HOST/",
        "http://`id`/",
        "http://*.mods.org/",
        "http://mods.org'/",
        "http://pypi\u3002org/",
        "http://pypi\uff0eorg/",
        "http://\u0440ypi.org/",
        "http://pyp\u0131.org/",
        "http://p\u00fcpi.org/",
        "http://py\u00adpi.org/",
        "http://mods.org\u2044@evil.org/",
        "http://pypi\u200b.org/",
        "http://\u212aernel.org/",
        "http://\uff50ypi.org/",
        "http://\u2460.mods.org/",
        "http://p\u00fcpi@mods.org/",
        "gopher://mods.org/",
        "dict://mods.org:2628/",
        "ldap://mods.org/",
        "ldaps://mods.org/",
        "tftp://mods.org/x",
        "telnet://mods.org",
        "smb://mods.org/share",
        "sftp://mods.org/x",
        "scp://mods.org/x",
        "rsync://mods.org/m",
        "ftps://mods.org/x",
        "imap://mods.org",
        "smtp://mods.org",
        "mqtt://mods.org",
        "rtsp://mods.org",
        "ext://mods.org",
        "unix://mods.org/x",
        "mods.org://mods.org/",
        "http+unix://mods.org/",
        "data:text/html,x",
        "javascript:alert(1)",
        "jar:file:///x.jar!/a",
        "dict.mods.org",
        "LDAP.mods.org/x",
        "u@imap.mods.org",
        "smtp.mods.org:80",
        "pop3.mods.org?x",
      })
  void whatIsNoPlainUrlOfAKnownSchemeIsRefused(String url) {
    assertThat(Destinations.ofUrl(url))
        .isInstanceOfSatisfying(
            Remote.class, remote -> assertThat(remote.destination()).isInstanceOf(Refused.class));
  }

  @ParameterizedTest
  @CsvSource({
    "file:///etc/passwd, /etc/passwd",
    "FILE:///etc/passwd, /etc/passwd",
    "file:/etc/passwd, /etc/passwd",
    "file://localhost/etc/passwd, /etc/passwd",
    "file://LOCALHOST/etc/passwd, /etc/passwd",
    "file:///etc/p%61sswd, /etc/passwd",
    "file:///workspace/r%C3%A9sum%C3%A9, /workspace/résumé",
    "file:///workspace/résumé, /workspace/résumé",
    "file:///workspace/...x/..y, /workspace/...x/..y",
    "file:///%2fetc, //etc",
    "git+file:///workspace/r, /workspace/r",
  })
  void aFileUrlIsAFile(String url, String path) {
    assertThat(Destinations.ofUrl(url)).isEqualTo(new LocalFile(path));
  }
}
