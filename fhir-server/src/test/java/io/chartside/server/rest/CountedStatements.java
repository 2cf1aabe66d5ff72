package io.chartside.server.rest;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Notes the statements that requests run on the record's pool, each a round trip, while somebody listens. */
public final class CountedStatements implements BeanPostProcessor {
    private static volatile Queue<String> listener;

    /** What is run from now on, until {@link #stop}. */
    public static Queue<String> listen() {
        listener = new ConcurrentLinkedQueue<>();
        return listener;
    }

    public static void stop() {
        listener = null;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return name.equals("dataSource") && bean instanceof DataSource pool
                ? proxy(DataSource.class, pool, (target, method, arguments) -> wrapped(target))
                : bean;
    }

    private interface Result {
        Object of(Object result, String method, Object[] arguments);
    }

    private static Object wrapped(Object result) {
        if (result instanceof Connection connection) {
            return proxy(
                    Connection.class,
                    connection,
                    (prepared, method, sql) -> prepared instanceof PreparedStatement statement && sql != null
                            ? noted(statement, (String) sql[0])
                            : prepared);
        }
        return result;
    }

    private static Object noted(PreparedStatement statement, String sql) {
        return proxy(PreparedStatement.class, statement, (answer, method, arguments) -> {
            Queue<String> listening = listener;
            boolean ofRequest = Thread.currentThread().getName().startsWith("http-");
            if (listening != null && ofRequest && method.startsWith("execute")) {
                listening.add(sql);
            }
            return answer;
        });
    }

    private static Object proxy(Class<?> type, Object target, Result result) {
        InvocationHandler handler = (self, method, arguments) -> {
            try {
                return result.of(method.invoke(target, arguments), method.getName(), arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type, AutoCloseable.class}, handler);
    }
}
