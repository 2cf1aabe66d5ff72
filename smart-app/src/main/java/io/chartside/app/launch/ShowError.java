package io.chartside.app.launch;

/** Ends a request with an {@link ErrorPage}. */
public final class ShowError extends RuntimeException {

    private final transient ErrorPage page;

    public ShowError(ErrorPage page) {
        super(page.toString());
        this.page = page;
    }

    public ShowError(ErrorPage page, Throwable cause) {
        super(page.toString(), cause);
        this.page = page;
    }

    /** What is shown. */
    public ErrorPage page() {
        return page;
    }
}
