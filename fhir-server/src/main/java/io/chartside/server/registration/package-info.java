/** Registering clients while the server runs: by the tenant's administrators, and by software statements. */
package io.chartside.server.registration;
