package io.chartside.server.store;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** These tests run a second time, on the oldest PostgreSQL that is supported. The build says which one that is. */
@Tag("oldest-postgres")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnOldestPostgres {}
