package io.chartside.server.deidentify;

import java.util.Map;
import java.util.Objects;

/** What the table says of an element. What it does not list is removed. */
sealed interface Listed {

    /** @param required by R4: a removed value leaves behind that it is masked */
    record Value(Treatment treatment, boolean required) implements Listed {
        public Value {
            Objects.requireNonNull(treatment);
        }
    }

    /** @param elements by their names in JSON; the table fills it while it is read, and nobody else */
    record Within(Map<String, Listed> elements) implements Listed {}
}
