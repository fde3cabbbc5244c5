package dev.consilium.server.config;

/**
 * Who issues access tokens for this host.
 *
 * @param issuer identifier of the authorization server, as it stands in {@code iss}
 * @param publicUrl address of this host as clients know it, without a slash at the end
 */
public record OAuth(String issuer, String publicUrl) {}
