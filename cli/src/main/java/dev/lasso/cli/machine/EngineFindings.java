package dev.lasso.cli.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What an engine's own account of itself means for sandboxes. Pure. */
final class EngineFindings {
  private EngineFindings() {}

  static List<Finding> of(EngineProbe.Result result) {
    return switch (result) {
      case EngineProbe.Result.Unreachable(String address, String problem, String hint) ->
          List.of(Finding.missing("engine", problem + " (" + address + ")", hint));
      case EngineProbe.Result.Unknown(String address) ->
          List.of(
              Finding.warn(
                  "engine",
                  "not looked at: " + address,
                  "the node will tell whether it can be reached"));
      case EngineProbe.Result.Answers(String address, JsonNode info) -> of(address, info);
    };
  }

  private static List<Finding> of(String address, JsonNode info) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok(
            "engine",
            info.path("ServerVersion").asText("unknown version")
                + " on "
                + info.path("OperatingSystem").asText("an unknown system")
                + ", "
                + address));
    findings.add(runtimes(info));
    findings.add(cgroup(info));
    findings.add(seccomp(info));
    return findings;
  }

  private static Finding runtimes(JsonNode info) {
    TreeSet<String> names = new TreeSet<>();
    info.path("Runtimes").fieldNames().forEachRemaining(names::add);
    boolean gvisor = names.contains("runsc") || names.contains("gvisor");
    boolean kata = names.stream().anyMatch(name -> name.contains("kata"));
    String isolations = "container" + (gvisor ? ", gvisor" : "") + (kata ? ", kata" : "");
    if (gvisor && kata) {
      return Finding.ok("isolation", isolations);
    }
    return Finding.warn(
        "isolation",
        isolations,
        "for "
            + (gvisor ? "kata" : kata ? "gvisor" : "gvisor or kata")
            + ", where a profile asks for it: install runsc or Kata Containers and name it to the engine");
  }

  private static Finding cgroup(JsonNode info) {
    List<String> lacking = new ArrayList<>();
    // absent: an engine that doesn't say; only a clear no counts
    if (!info.path("MemoryLimit").asBoolean(true)) {
      lacking.add("memory");
    }
    if (!info.path("PidsLimit").asBoolean(true)) {
      lacking.add("number of processes");
    }
    if (!info.path("CpuCfsQuota").asBoolean(true)) {
      lacking.add("processor time");
    }
    String version = "v" + info.path("CgroupVersion").asText("1");
    if (!lacking.isEmpty()) {
      return Finding.missing(
          "cgroup",
          version + " without limits of " + String.join(", ", lacking),
          "turn these controllers on (kernel, or delegation to a rootless engine)");
    }
    return info.path("SwapLimit").asBoolean(true)
        ? Finding.ok("cgroup", version + ", all limits")
        : Finding.warn(
            "cgroup",
            version + " without a limit of swap",
            "boot with swapaccount=1, or without swap");
  }

  private static Finding seccomp(JsonNode info) {
    for (JsonNode option : info.path("SecurityOptions")) {
      if (option.asText().contains("seccomp")) {
        return Finding.ok("seccomp", "on");
      }
    }
    return Finding.missing(
        "seccomp",
        "off",
        "use an engine and a kernel with seccomp: sandboxes are not started without");
  }
}
