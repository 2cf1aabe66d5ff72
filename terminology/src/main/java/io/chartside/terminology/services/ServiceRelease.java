package io.chartside.terminology.services;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The codes of one file, in the order of their codes. */
public final class ServiceRelease {
    private final String version;
    private final TreeMap<String, ServiceCode> codes = new TreeMap<>();

    ServiceRelease(String version, List<ServiceCode> codes) {
        this.version = version;
        codes.forEach(code -> this.codes.put(code.code(), code));
    }

    /** As the operator named it: {@code 2026} or {@code 2026-04}. */
    public String version() {
        return version;
    }

    public Optional<ServiceCode> find(String code) {
        return Optional.ofNullable(codes.get(code));
    }

    public Collection<ServiceCode> all() {
        NavigableMap<String, ServiceCode> all = codes;
        return all.values();
    }
}
