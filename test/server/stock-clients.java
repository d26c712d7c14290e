import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Arguments: URL, token of a sender, app key. Prints the answer to a send, and the first frame of a socket. */
class StockClients {
    public static void main(String[] args) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest send = HttpRequest.newBuilder(URI.create(args[0] + "/api/notifications"))
            .header("Authorization", "Bearer " + args[1])
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"title\":\"By Java\"}"))
            .build();
        System.out.println(client.send(send, HttpResponse.BodyHandlers.ofString()).body());

        CompletableFuture<String> first = new CompletableFuture<>();
        URI socket = URI.create(args[0].replaceFirst("^http", "ws") + "/app/" + args[2] + "?protocol=7");
        client.newWebSocketBuilder().buildAsync(socket, new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                first.complete(data.toString());
                return null;
            }
        }).get(20, TimeUnit.SECONDS);
        System.out.println(first.get(20, TimeUnit.SECONDS));
        System.exit(0);
    }
}
