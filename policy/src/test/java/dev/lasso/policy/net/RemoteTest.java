package dev.lasso.policy.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.policy.net.Destination.Named;
import dev.lasso.policy.net.Target.LocalFile;
import dev.lasso.policy.net.Target.Remote;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RemoteTest {

  @ParameterizedTest
  @CsvSource({
    "git@github.com:org/repo.git, ssh, github.com, -1",
    "git@GitHub.com.:org/repo.git, ssh, github.com, -1",
    "github.com:org/repo.git, ssh, github.com, -1",
    "github.com:22/x, ssh, github.com, -1",
    "github.com:, ssh, github.com, -1",
    "github.com:/etc/passwd, ssh, github.com, -1",
    "me@build.example.org:a:b, ssh, build.example.org, -1",
    "https://github.com/org/repo.git, https, github.com, -1",
    "ssh://git@github.com:22/org/repo.git, ssh, github.com, 22",
    "git://github.com/x, git, github.com, -1",
  })
  void aColonBeforeASlashMakesItRemote(String text, String scheme, String host, int port) {
    assertThat(Destinations.ofRemote(text)).isEqualTo(new Remote(new Named(scheme, host, port)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "repo",
        "../repo",
        "/srv/repo.git",
        "./a:b",
        "a/b:c",
        "a/ext::sh",
        "./-x",
        "résumé",
        "origin",
        "."
      })
  void whatHasNoneIsLocal(String text) {
    assertThat(Destinations.ofRemote(text)).isEqualTo(new LocalFile(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-oProxyCommand=id",
        "--upload-pack=id",
        "-oProxyCommand=id:x",
        "me@-oProxyCommand=id:x",
        "-oProxyCommand=id@github.com:x",
        "ext::sh -c id",
        "fd::17",
        "http::github.com/x",
        "github.com::module",
        "me@github.com::module",
        "::x",
        ":x",
        "git@:x",
        "@github.com:x",
        "a@b@github.com:x",
        "C:\\x",
        "alias:x",
        "[github.com]:x",
        "[me@github.com:22]:x",
        "me@[::1]:x",
        "127.0.0.1:x",
        "me@2130706433:x",
        "localhost:x",
        "http:/github.com/x",
        "http:x",
        "file:/x",
        "data:,x",
        "github.com:-x",
        "git hub.com:x",
        "$(id):x",
        "a;b@github.com:x",
        "github.com%2eevil.org:x",
        "g\u0456thub.com:x",
        "github.com:x\ny",
        "ssh://-oProxyCommand=id/x",
        "ssh://github.com#@evil.org/x",
        "foo://github.com/x",
        "rsync://github.com/m",
      })
  void whatIsNeitherIsNeverNamed(String text) {
    assertThat(Destinations.ofRemote(text))
        .isInstanceOfSatisfying(
            Remote.class, remote -> assertThat(remote.destination()).isNotInstanceOf(Named.class));
  }

  @Test
  void sshTakesAHostOrItsUrl() {
    Named github = new Named("ssh", "github.com", -1);
    assertThat(Destinations.ofUserHost("github.com")).isEqualTo(github);
    assertThat(Destinations.ofUserHost("git@github.com")).isEqualTo(github);
    assertThat(Destinations.ofUserHost("ssh://git@github.com")).isEqualTo(github);
    assertThat(Destinations.ofUserHost("ssh://git@github.com:443"))
        .isEqualTo(new Named("ssh", "github.com", 443));
    for (String text :
        new String[] {
          "https://github.com", "file:///x", "git@github.com:22", "git@", "@github.com",
              "-x@github.com",
          "-v", "a@b@github.com", "me@10.0.0.1", "ssh://me@[::1]:22", "a b@github.com", "host"
        }) {
      assertThat(Destinations.ofUserHost(text)).as(text).isNotInstanceOf(Named.class);
    }
  }
}
