<?php

// As much of Pusher's SDK as Laravel 8 asks for, where the autoloader has none.

namespace Pusher;

if (! class_exists(Pusher::class)) {
    class Pusher
    {
        public function __construct(private $key, private $secret, private $appId, private array $options) {}

        public function socket_auth($channel, $socket)
        {
            return json_encode(['auth' => $this->sign("{$socket}:{$channel}")]);
        }

        public function presence_auth($channel, $socket, $user, $info)
        {
            $data = json_encode(['user_id' => (string) $user, 'user_info' => $info]);

            return json_encode(['auth' => $this->sign("{$socket}:{$channel}:{$data}"), 'channel_data' => $data]);
        }

        public function trigger($channels, $event, $payload)
        {
            $body = json_encode(['name' => $event, 'channels' => $channels, 'data' => json_encode($payload)]);
            $path = "/apps/{$this->appId}/events";
            $query = 'auth_key='.$this->key.'&auth_timestamp='.time().'&auth_version=1.0&body_md5='.md5($body);
            $signature = hash_hmac('sha256', "POST\n{$path}\n{$query}", $this->secret);
            $url = "http://{$this->options['host']}:{$this->options['port']}{$path}?{$query}&auth_signature={$signature}";
            $options = ['method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => $body];

            return file_get_contents($url, false, stream_context_create(['http' => $options])) !== false;
        }

        private function sign(string $text): string
        {
            return $this->key.':'.hash_hmac('sha256', $text, $this->secret);
        }
    }
}
