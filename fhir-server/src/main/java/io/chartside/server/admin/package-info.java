/** What the operator does on the server's own machine: tenants and staff, by commands that hold the key of the data folder. */
package io.chartside.server.admin;
