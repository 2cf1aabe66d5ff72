package io.chartside.server.crypto;

/**
 * The key that wraps the tenants' key-encryption keys, in a key service of the operator's choice. Safe for use by many
 * threads; every call may go over a network or into a device.
 */
public interface MasterKey extends AutoCloseable {

    /**
     * @param owner what the wrapped key is bound to: it is unwrapped for the same owner only
     * @throws KeysUnavailable when the key service does not answer or will not serve us
     */
    byte[] wrap(byte[] key, KeyOwner owner);

    /**
     * @throws MasterKeyRefused when this master key did not wrap it, or for another owner, or the bytes were changed
     * @throws KeysUnavailable when the key service does not answer or will not serve us
     */
    byte[] unwrap(byte[] wrapped, KeyOwner owner);

    /** Whether a new wrapping would be by the same key as this one: by its outside alone, without asking the key service. */
    boolean isNewest(byte[] wrapped);

    /** Destroys former keys that were kept long enough and, as the caller knows, wrap nothing any more. */
    default void forgetFormer() {}

    /**
     * Whether a tenant's KEK was wrapped by this key.
     *
     * @throws KeysUnavailable when the key service does not answer or will not serve us
     */
    default boolean opens(String tenant, byte[] wrappedKek) {
        try {
            unwrap(wrappedKek, KeyOwner.kek(tenant));
            return true;
        } catch (MasterKeyRefused e) {
            return false;
        }
    }

    @Override
    default void close() {}
}
