/** What the plugin process owns itself: its addresses and folders, its database schema, its keys. */
package io.chartside.app.plugin;
