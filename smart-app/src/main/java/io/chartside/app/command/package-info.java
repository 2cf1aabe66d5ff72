/** Commands of the plugin. */
package io.chartside.app.command;
