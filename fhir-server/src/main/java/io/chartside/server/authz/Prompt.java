package io.chartside.server.authz;

import java.util.List;

/** What pages an app wants shown, by its {@code prompt}: values parted by spaces (OpenID Connect Core 1.0, section 3.1.2.1). */
public final class Prompt {
    private Prompt() {}

    /** Whether the app wants an answer without any page. With another value beside it, it is refused without any, too. */
    static boolean isSilent(Object prompt) {
        return holds(prompt, "none");
    }

    /** Whether the person is to prove anew who he is. */
    public static boolean wantsSignIn(Object prompt) {
        return holds(prompt, "login");
    }

    private static boolean holds(Object prompt, String value) {
        return prompt instanceof String values && List.of(values.split(" ")).contains(value);
    }
}
