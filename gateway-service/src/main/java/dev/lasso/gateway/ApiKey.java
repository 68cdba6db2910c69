package dev.lasso.gateway;

import dev.lasso.kit.LassoHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The key that clients show as {@code Authorization: Bearer}. Kept only as its SHA-256; compared in
 * constant time.
 */
final class ApiKey {
  private static final String PREFIX = "lasso_";
  private static final int RANDOM_BYTES = 32;
  private static final int MIN_LENGTH = 16;
  private static final String BEARER = "Bearer ";
  private static final int MAX_HEADER = 512;

  private final byte[] digest;

  private ApiKey(String key) {
    this.digest = sha256(key);
  }

  /**
   * The key in this file, which is made when it is missing. Blocks.
   *
   * @throws IOException when it cannot be used, or others can read it
   */
  static ApiKey loadOrCreate(Path file, RandomGenerator random) throws IOException {
    if (!Files.exists(file)) {
      byte[] entropy = new byte[RANDOM_BYTES];
      random.nextBytes(entropy);
      String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(entropy);
      LassoHome.writePrivately(file, (key + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.stream().anyMatch(p -> !p.name().startsWith("OWNER_"))) {
      throw new IOException("others than its owner can read the API key; run: chmod 600 " + file);
    }
    String key = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (key.length() < MIN_LENGTH) {
      throw new IOException(
          "the API key in " + file + " is too short; delete the file for a new one");
    }
    return new ApiKey(key);
  }

  /**
   * Whether a request with these headers may be served: the key stands in either; what stands in
   * both must be the key in both.
   *
   * @param authorization {@code Authorization}, with the scheme Bearer (RFC 6750)
   * @param apiKey {@code X-API-Key}
   */
  boolean admits(@Nullable String authorization, @Nullable String apiKey) {
    boolean bearer = authorization != null && isBearer(authorization);
    boolean plain = apiKey != null && isKey(apiKey);
    return (bearer || plain) && (bearer || authorization == null) && (plain || apiKey == null);
  }

  private boolean isBearer(String authorization) {
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && isKey(authorization.substring(BEARER.length()));
  }

  private boolean isKey(String text) {
    return text.length() <= MAX_HEADER && MessageDigest.isEqual(digest, sha256(text.strip()));
  }

  /** Names the key in the audit log without giving it away. */
  String actor() {
    return "api-key:" + HexFormat.of().formatHex(Arrays.copyOf(digest, 4));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
