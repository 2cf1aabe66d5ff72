/** How each process makes its tables ready. The door is {@link io.chartside.database.Migrations}. */
package io.chartside.database;
