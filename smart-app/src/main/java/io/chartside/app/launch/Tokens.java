package io.chartside.app.launch;

import java.time.Instant;
import java.util.Optional;

/** The tokens of one launch, sealed in the database. */
record Tokens(Side ehr, Side record, String idToken, Instant idTokenExpiresAt) {

    /** An access token and what renews it. */
    record Side(String accessToken, Instant expiresAt, Optional<String> refreshToken) {

        static Side of(TokenAnswer answer) {
            return new Side(answer.accessToken(), answer.expiresAt(), answer.refreshToken());
        }

        /** The old refresh token stays valid where a refresh brings no new one (RFC 6749 §6; so at Oracle). */
        Side renewed(TokenAnswer answer) {
            return new Side(
                    answer.accessToken(),
                    answer.expiresAt(),
                    answer.refreshToken().or(() -> refreshToken));
        }

        @Override
        public String toString() {
            return "token until " + expiresAt;
        }
    }

    Tokens withEhr(Side side) {
        return new Tokens(side, record, idToken, idTokenExpiresAt);
    }

    Tokens withRecord(Side side) {
        return new Tokens(ehr, side, idToken, idTokenExpiresAt);
    }

    Tokens withIdentity(Identity identity) {
        return new Tokens(ehr, record, identity.token(), identity.expiresAt());
    }

    @Override
    public String toString() {
        return "tokens";
    }
}
