package io.chartside.app.writeback;

/** What is to be seen to at each turn of the delivery besides the ledger; as a Spring bean. One that is slow holds up no site. */
public interface Chore extends Runnable {

    /** No site's name. */
    String name();
}
