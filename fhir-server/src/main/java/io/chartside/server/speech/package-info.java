/**
 * Recording a visit: the audio WebSocket ({@link io.chartside.server.speech.AudioSocket}), the recordings under way, the
 * transcript that becomes of them, and the end of what is kept (docs/speech.md).
 */
package io.chartside.server.speech;
