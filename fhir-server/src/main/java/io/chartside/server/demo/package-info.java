/**
 * A small EHR for trying Chartside out: the demo tenant's patients and visits, and real SMART launches of the app. It exists
 * only with {@code chartside.demo}.
 */
package io.chartside.server.demo;
