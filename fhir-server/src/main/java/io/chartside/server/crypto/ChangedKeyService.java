package io.chartside.server.crypto;

/** An installation that has changed its key service: the former one opens until everything is wrapped by the new one. */
final class ChangedKeyService implements MasterKey {
    private final MasterKey service;
    private final MasterKey former;

    ChangedKeyService(MasterKey service, MasterKey former) {
        this.service = service;
        this.former = former;
    }

    @Override
    public byte[] wrap(byte[] key, KeyOwner owner) {
        return service.wrap(key, owner);
    }

    /** Which of the two made it is told by its first byte; the other refuses it without asking anybody. */
    @Override
    public byte[] unwrap(byte[] wrapped, KeyOwner owner) {
        try {
            return service.unwrap(wrapped, owner);
        } catch (MasterKeyRefused e) {
            return former.unwrap(wrapped, owner);
        }
    }

    @Override
    public boolean isNewest(byte[] wrapped) {
        return service.isNewest(wrapped);
    }

    @Override
    public void forgetFormer() {
        service.forgetFormer();
    }

    @Override
    public void close() {
        service.close();
        former.close();
    }
}
