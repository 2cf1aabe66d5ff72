package io.chartside.app.launch;

/** A launch has come to its visit; work that waited for this clinician's sign-in can go on. */
public record LaunchOpened(LaunchSession session) {}
