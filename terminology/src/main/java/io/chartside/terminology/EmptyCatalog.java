package io.chartside.terminology;

import java.util.List;
import java.util.Optional;

enum EmptyCatalog implements CodeCatalog {
    INSTANCE;

    @Override
    public String version() {
        return "none";
    }

    @Override
    public Optional<Concept> find(String code) {
        return Optional.empty();
    }

    @Override
    public List<Concept> search(String words, int limit) {
        return List.of();
    }
}
