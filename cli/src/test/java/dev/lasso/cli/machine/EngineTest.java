package dev.lasso.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of an engine, and of one that is not there. */
class EngineTest {
  @TempDir Path directory;

  private static Finding finding(String info, String name) throws IOException {
    JsonNode json = Wire.mapper().readTree(info);
    return EngineFindings.of(new EngineProbe.Result.Answers("unix:///x", json)).stream()
        .filter(finding -> finding.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"Runtimes\":{\"runc\":{}}} | isolation | WARN",
        "{\"Runtimes\":{\"runc\":{},\"runsc\":{},\"io.containerd.kata.v2\":{}}} | isolation | OK",
        "{\"SecurityOptions\":[\"name=seccomp,profile=default\"]} | seccomp | OK",
        "{\"SecurityOptions\":[]} | seccomp | MISSING",
        "{\"CgroupVersion\":\"2\"} | cgroup | OK",
        "{\"MemoryLimit\":false} | cgroup | MISSING",
        "{\"PidsLimit\":false} | cgroup | MISSING",
        "{\"SwapLimit\":false} | cgroup | WARN"
      })
  void what_an_engine_says_of_itself_is_weighed(String info, String name, Finding.Level level)
      throws IOException {
    assertThat(finding(info, name).level()).isEqualTo(level);
  }

  @Test
  void the_engine_of_this_machine_is_found() {
    Assumptions.assumeTrue(
        Files.isWritable(Path.of("/var/run/docker.sock")), "no engine on this machine");

    EngineProbe.Result result = EngineProbe.ask(Map.of());

    assertThat(EngineFindings.of(result))
        .anySatisfy(finding -> {
          assertThat(finding.name()).isEqualTo("engine");
          assertThat(finding.level()).isEqualTo(Finding.Level.OK);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unix:///nonexistent/docker.sock",
        "tcp://127.0.0.1:1",
        "unix://",
        ":",
        "unix:///\u0000"
      })
  void one_that_is_not_there_is_missing_with_what_to_do(String address) {
    assertThat(EngineFindings.of(EngineProbe.ask(Map.of("DOCKER_HOST", address))))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Finding.Level.MISSING);
          assertThat(finding.todo()).isNotEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1.0 500 no\r\n\r\n", "garbage", "HTTP/1.0 200 OK\r\n\r\n{\"a\":"})
  void one_that_talks_nonsense_is_missing(String answer) throws IOException {
    Path socket = directory.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual()
          .start(() -> {
            try (SocketChannel accepted = server.accept()) {
              accepted.read(ByteBuffer.allocate(1024));
              accepted.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException e) {
              // the test is over
            }
          });

      assertThat(EngineProbe.ask(Map.of("DOCKER_HOST", "unix://" + socket)))
          .isInstanceOf(EngineProbe.Result.Unreachable.class);
    }
  }

  @Test
  void one_behind_ssh_is_left_to_the_node() {
    assertThat(EngineProbe.ask(Map.of("DOCKER_HOST", "ssh://me@host")))
        .isInstanceOf(EngineProbe.Result.Unknown.class);
  }
}
