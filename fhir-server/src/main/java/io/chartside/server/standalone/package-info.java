/** The choice of a patient when an app is opened outside a chart. */
package io.chartside.server.standalone;
